package io.github.idempotency.sample.events;

import java.util.List;
import org.springframework.data.repository.Repository;

interface EventRepository extends Repository<Event, Long> {

    Event save(Event event);

    List<Event> findAllByOrderById();
}
