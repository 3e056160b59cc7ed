package io.github.idempotency.client;

import io.github.idempotency.core.CallOrder;
import io.github.idempotency.core.CurrentExecution;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * Decides which key a logical call carries: the caller's own; else, within an idempotent execution, one derived from its key; else
 * a new one.
 */
final class KeyChooser {

    private static final Logger logger = System.getLogger(KeyChooser.class.getName());
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");
    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.PUT, HttpMethod.DELETE);
    private static final List<String> TEMPLATES = List.of(
            "org.springframework.web.client.RestClient.uriTemplate",
            "org.springframework.web.reactive.function.client.WebClient.uriTemplate");
    private static final int UUID_LENGTH = 36;

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** Whether RFC 9110 (9.2.2) has the method idempotent, so that its calls can be repeated without a key. */
    static boolean isIdempotent(HttpMethod method) {
        return SAFE.contains(method) || IDEMPOTENT.contains(method);
    }

    /** Whether the method only reads, and so carries no key. */
    static boolean isSafe(HttpMethod method) {
        return SAFE.contains(method);
    }

    /** The key of a call that brings none along in its header. */
    ChosenKey choose(Destination destination, CallTraits call) {
        HttpMethod method = call.method();
        Map<String, Object> attributes = call.attributes();
        if (attributes.containsKey(OutgoingKey.NONE_ATTRIBUTE)) {
            return ChosenKey.NONE;
        }
        OutgoingKey around = SAFE.contains(method) ? null : OutgoingKey.take();
        String own = text(attributes, OutgoingKey.KEY_ATTRIBUTE);
        if (own == null && around != null) {
            own = around.ownKey();
        }
        if (own != null) {
            return ChosenKey.of(checked(destination, own));
        }
        String step = text(attributes, OutgoingKey.STEP_ATTRIBUTE);
        if (step == null && around != null) {
            step = around.stepName();
        }
        if (step == null && (isIdempotent(method) || !destination.mint())) {
            return ChosenKey.NONE;
        }
        CurrentExecution current = CurrentExecution.get();
        if (current == null) {
            return ChosenKey.of(fitting(destination, UUID.randomUUID().toString()));
        }
        return step == null
                ? nameless(destination, call, current)
                : ChosenKey.of(fitting(destination, current.execution().derivedKey(step)));
    }

    private ChosenKey nameless(Destination destination, CallTraits traits, CurrentExecution current) {
        String call = destination.name() + ' ' + traits.method() + ' ' + route(traits.uri(), traits.attributes());
        CallOrder order = current.calls(call);
        Object content = traits.content().get();
        int ordinal = order.next(content);
        if (ordinal > 1 && warned.add(destination.name())) {
            logger.log(
                    Level.WARNING,
                    "Operation " + current.execution().operation() + " makes more than one call of " + call
                            + ". Only their order tells their keys apart, which has to be the same in every retry:"
                            + " name them with OutgoingKey.step");
        }
        String step = current.step();
        String name = (step == null ? "" : "step " + step + ": ") + call + " #" + ordinal;
        return new ChosenKey(
                fitting(destination, current.execution().derivedKey(name)),
                new ChosenKey.Place(order, ordinal, content));
    }

    /** The clients note the template that a URI was made from. */
    private static String route(URI uri, Map<String, Object> attributes) {
        for (String attribute : TEMPLATES) {
            if (attributes.get(attribute) instanceof String template) {
                return template;
            }
        }
        return String.valueOf(uri.getPath());
    }

    private static @Nullable String text(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException("Request attribute " + name + " has to be a String");
        }
        return (String) value;
    }

    private static String checked(Destination destination, String key) {
        if (!VISIBLE_ASCII.matcher(key).matches() || key.length() > destination.maxKeyLength()) {
            throw new IllegalArgumentException("The key of a call to destination " + destination.name()
                    + " must have 1 to " + destination.maxKeyLength() + " visible ASCII characters");
        }
        return key;
    }

    /** Without its hyphens where the destination takes no more. */
    private static String fitting(Destination destination, String uuid) {
        return destination.maxKeyLength() < UUID_LENGTH ? uuid.replace("-", "") : uuid;
    }
}
