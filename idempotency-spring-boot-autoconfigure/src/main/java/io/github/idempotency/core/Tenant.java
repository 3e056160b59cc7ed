package io.github.idempotency.core;

/**
 * The namespace of a key. Two tenants with the same name but another source are different tenants, so that a caller cannot
 * choose a name that meets somebody else's keys.
 *
 * @param source where the name comes from
 * @param name   the name, of any length; empty only for {@link Source#ANONYMOUS}
 */
public record Tenant(Source source, String name) {

    /** Where a tenant's name comes from. Their names are stored: none may be renamed. */
    public enum Source {
        /** Callers that are not told apart. */
        ANONYMOUS,
        /** A principal of the application's own users, or of no mechanism that is known. */
        PRINCIPAL,
        /** A request header. */
        HEADER,
        /** A claim of an access token. */
        CLAIM,
        /** A resolver of the application. */
        CUSTOM,
        /** The subject of an access token, after its issuer and a space if the token has one. */
        TOKEN,
        /** A principal of another mechanism, after the mechanism and a slash. */
        MECHANISM,
        /** Anonymous callers of one host. */
        HOST
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
