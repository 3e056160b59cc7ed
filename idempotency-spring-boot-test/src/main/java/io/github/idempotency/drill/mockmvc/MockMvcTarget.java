package io.github.idempotency.drill.mockmvc;

import io.github.idempotency.drill.DrillRequest;
import io.github.idempotency.drill.DrillResponse;
import io.github.idempotency.drill.DrillTarget;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

/**
 * Drills without a server. There is no network: an answer is lost by ignoring it, whatever the kind of loss. Error pages, which
 * a servlet container renders, do not exist either: prefer a real port for a last word.
 */
public final class MockMvcTarget implements DrillTarget {

    private static final long LONGEST_ASYNC_MILLIS = 60_000;

    private final MockMvc mockMvc;

    private MockMvcTarget(MockMvc mockMvc) {
        this.mockMvc = mockMvc;
    }

    /** Drills against this instance; the library's filter has to be among its filters, as it is by auto-configuration. */
    public static MockMvcTarget of(MockMvc mockMvc) {
        return new MockMvcTarget(mockMvc);
    }

    @Override
    public DrillResponse send(DrillRequest request) throws IOException {
        try {
            MockHttpServletRequestBuilder builder = MockMvcRequestBuilders.request(
                            HttpMethod.valueOf(request.method()), request.path())
                    .content(request.bytes());
            request.headers().forEach(builder::header);
            MvcResult result = mockMvc.perform(builder).andReturn();
            if (result.getRequest().isAsyncStarted()) {
                result.getAsyncResult(LONGEST_ASYNC_MILLIS);
                result = mockMvc.perform(MockMvcRequestBuilders.asyncDispatch(result))
                        .andReturn();
            }
            return response(result.getResponse());
        } catch (Exception unhandled) {
            throw new IOException("The request failed without an answer", unhandled);
        }
    }

    @Override
    public String describe() {
        return "MockMvc";
    }

    private static DrillResponse response(MockHttpServletResponse response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        response.getHeaderNames().forEach(name -> headers.put(name, response.getHeaders(name)));
        return new DrillResponse(response.getStatus(), headers, response.getContentAsByteArray());
    }
}
