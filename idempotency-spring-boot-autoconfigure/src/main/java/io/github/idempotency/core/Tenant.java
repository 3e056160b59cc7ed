package io.github.idempotency.core;

/**
 * The namespace of a key. Two tenants with the same name but another source are different tenants, so that a caller cannot
 * choose a name that meets somebody else's keys.
 *
 * @param source where the name comes from
 * @param name   the name, of any length; empty only for {@link Source#ANONYMOUS}
 */
public record Tenant(Source source, String name) {

    /** Where a tenant's name comes from. */
    public enum Source {
        ANONYMOUS,
        PRINCIPAL,
        HEADER,
        CLAIM,
        CUSTOM
    }

    private static final Tenant ANONYMOUS = new Tenant(Source.ANONYMOUS, "");

    public Tenant {
        if (name.isEmpty() != (source == Source.ANONYMOUS)) {
            throw new IllegalArgumentException(
                    "A tenant has a name exactly if it is not anonymous, source was " + source);
        }
    }

    /** The namespace shared by all callers that are not told apart. */
    public static Tenant anonymous() {
        return ANONYMOUS;
    }

    /** A tenant whose name was found by the application's own means. */
    public static Tenant named(String name) {
        return new Tenant(Source.CUSTOM, name);
    }
}
