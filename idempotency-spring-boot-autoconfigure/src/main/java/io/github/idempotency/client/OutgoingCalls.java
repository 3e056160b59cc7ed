package io.github.idempotency.client;

import io.github.idempotency.core.CurrentExecution;
import io.github.idempotency.core.InboundCall;
import io.github.idempotency.core.RetryAllowance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    /** What becomes of redirects of destinations. */
    Redirects redirects() {
        List<String> headers = new ArrayList<>(List.of(InboundCall.ATTEMPT_HEADER, RetryAllowance.HEADER));
        if (correlationHeader != null) {
            headers.add(correlationHeader);
        }
        return new Redirects(destinations, headers);
    }

    Timing timing() {
        return timing;
    }

    /** Begins a call; null if it goes to no destination and is to be left alone. */
    @Nullable
    LogicalCall begin(CallTraits call) {
        Destination destination = destinations.find(call.uri());
        if (destination == null) {
            return null;
        }
        boolean broughtAlong = call.headers().containsHeader(destination.header());
        ChosenKey chosen = broughtAlong ? ChosenKey.NONE : keys.choose(destination, call);
        String key = chosen.key();
        InboundCall inbound = InboundCall.get();
        CurrentExecution execution = CurrentExecution.get();
        boolean keyless = key == null && !broughtAlong && !KeyChooser.isIdempotent(call.method());
        AllowedRetries retries =
                keyless ? AllowedRetries.keyless(inbound) : AllowedRetries.of(destination, inbound, execution);
        CallHeaders callHeaders = new CallHeaders(
                destination.header(),
                key == null ? null : destination.dialect().spell(key),
                retries,
                String.valueOf(correlationHeader),
                correlationHeader == null ? null : correlationId(inbound));
        return new LogicalCall(
                destination, callHeaders, chosen, call.exception(), execution, listener, lifetimes, timing);
    }

    private static String correlationId(@Nullable InboundCall inbound) {
        return inbound == null ? UUID.randomUUID().toString() : inbound.correlationId();
    }
}
