package io.github.idempotency.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.regex.Pattern;

/** The host that a request is for, in one spelling. */
final class HostNames {

    /** Names and addresses, at most as long as a name of the DNS; a slash is none of them. */
    private static final Pattern HOST = Pattern.compile("[a-z0-9._:\\[\\]-]{1,253}");

    private HostNames() {}

    /**
     * The host without port and final dot, in lower case.
     *
     * @throws TenantRefusedException if it is not the name of a host
     */
    static String of(HttpServletRequest request) {
        String name = String.valueOf(request.getServerName()).toLowerCase(Locale.ROOT);
        String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (!HOST.matcher(host).matches()) {
            throw new TenantRefusedException("The request does not name its host in a way that can be accepted.");
        }
        return host;
    }
}
