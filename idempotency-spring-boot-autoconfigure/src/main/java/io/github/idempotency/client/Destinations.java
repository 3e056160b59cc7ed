package io.github.idempotency.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configured destinations. Of two patterns that match a call the more specific one counts. */
public final class Destinations {

    private final List<Entry> entries = new ArrayList<>();

    public Destinations(Collection<Destination> destinations) {
        for (Destination destination : destinations) {
            destination.hosts().forEach(pattern -> entries.add(new Entry(pattern, destination)));
        }
        entries.sort(Comparator.comparing(Entry::pattern));
    }

    /** Whether there is none, so that nothing needs to be intercepted. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    @Nullable
    Destination find(URI uri) {
        for (Entry entry : entries) {
            if (entry.pattern().matches(uri)) {
                return entry.destination();
            }
        }
        return null;
    }

    private record Entry(HostPattern pattern, Destination destination) {}
}
