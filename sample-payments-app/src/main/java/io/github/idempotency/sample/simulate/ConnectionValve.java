package io.github.idempotency.sample.simulate;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/** Gives filters a way to drop the connection of a request, which the Servlet API has none for. */
class ConnectionValve extends ValveBase {

    private static final String ATTRIBUTE = ConnectionValve.class.getName();

    ConnectionValve() {
        super(true);
    }

    /** Closes the connection at once; what was not sent yet is never sent. */
    static void dropConnection(ServletRequest request) {
        ((Runnable) request.getAttribute(ATTRIBUTE)).run();
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Runnable drop = () -> response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
        request.setAttribute(ATTRIBUTE, drop);
        getNext().invoke(request, response);
    }
}
