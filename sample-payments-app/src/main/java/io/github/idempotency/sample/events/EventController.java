package io.github.idempotency.sample.events;

import io.github.idempotency.Idempotent;
import io.github.idempotency.RiskClass;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/events")
@Tag(name = "events")
class EventController {

    private final EventRepository events;

    EventController(EventRepository events) {
        this.events = events;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Idempotent(value = "record-event", risk = RiskClass.LOW)
    @Operation(summary = "Records an event")
    EventView create(@Valid @RequestBody RecordEvent request) {
        return events.save(new Event(request.type())).view();
    }

    @GetMapping
    @Operation(summary = "All events, the oldest first")
    List<EventView> all() {
        return events.findAllByOrderById().stream().map(Event::view).toList();
    }
}
