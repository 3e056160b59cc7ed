package io.github.idempotency.client;

import io.github.idempotency.core.InboundCall;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/** Where outgoing calls to configured destinations begin, whatever client makes them. */
public final class OutgoingCalls {

    private final Destinations destinations;
    private final @Nullable String correlationHeader;
    private final ClientListener listener;
    private final Timing timing;
    private final KeyChooser keys = new KeyChooser();
    private final KeyLifetimes lifetimes = new KeyLifetimes();

    /**
     * Puts the parts together.
     *
     * @param destinations      the destinations
     * @param correlationHeader header of the correlation id; null if none is forwarded
     * @param listeners         hear of calls
     */
    public OutgoingCalls(
            Destinations destinations,
            @Nullable String correlationHeader,
            Collection<? extends ClientListener> listeners) {
        this(destinations, correlationHeader, new CompositeClientListener(listeners), Timing.SYSTEM);
    }

    OutgoingCalls(
            Destinations destinations, @Nullable String correlationHeader, ClientListener listener, Timing timing) {
        this.destinations = destinations;
        this.correlationHeader = correlationHeader;
        this.listener = listener;
        this.timing = timing;
    }

    /** Whether there is no destination, so that nothing needs to be intercepted. */
    public boolean isEmpty() {
        return destinations.isEmpty();
    }

    Timing timing() {
        return timing;
    }

    /** Begins a call; null if it goes to no destination and is to be left alone. */
    @Nullable
    LogicalCall begin(HttpMethod method, URI uri, HttpHeaders headers, Map<String, Object> attributes) {
        Destination destination = destinations.find(uri);
        if (destination == null) {
            return null;
        }
        boolean broughtAlong = headers.containsHeader(destination.header());
        String key = broughtAlong ? null : keys.choose(destination, method, uri, attributes);
        InboundCall inbound = InboundCall.get();
        String inherited = inbound == null ? null : retries(inbound.attempt());
        GiveUpReason neverRetried = null;
        if (key == null && !broughtAlong && !KeyChooser.isIdempotent(method)) {
            neverRetried = GiveUpReason.NO_KEY;
        } else if (inherited != null) {
            neverRetried = GiveUpReason.CALLER_RETRIES;
        }
        CallHeaders callHeaders = new CallHeaders(
                destination.header(),
                key == null ? null : destination.dialect().spell(key),
                inherited,
                neverRetried == null ? destination.attempts() : 1,
                String.valueOf(correlationHeader),
                correlationHeader == null ? null : correlationId(inbound));
        return new LogicalCall(destination, callHeaders, neverRetried, listener, lifetimes, timing);
    }

    private static String correlationId(@Nullable InboundCall inbound) {
        return inbound == null ? UUID.randomUUID().toString() : inbound.correlationId();
    }

    /** What the caller says, if that is that it makes more than one attempt. */
    private static @Nullable String retries(@Nullable String attempt) {
        return attempt == null || attempt.endsWith("/1") ? null : attempt;
    }
}
