package io.github.idempotency.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.util.StreamUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import org.springframework.web.util.ContentCachingRequestWrapper;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * What applications put around their handlers: each filter once early and once as a bean without an order, which the container
 * calls late. A filter acts on requests that ask for it by {@code X-Filters}.
 */
@Configuration(proxyBeanMethods = false)
class HostFilters {

    static final List<String> RESPONSE_FILTERS = List.of("caching", "etag", "gzip", "header");
    static final List<String> REQUEST_FILTERS = List.of("replayed-body", "gunzip");

    @Bean
    FilterRegistrationBean<Filter> early() {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(new Chosen("early-"));
        registration.setName("early");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
        return registration;
    }

    @Bean
    Filter late() {
        return new Chosen("late-");
    }

    private static final class Chosen extends OncePerRequestFilter {

        private final String place;
        private final ShallowEtagHeaderFilter etag = new ShallowEtagHeaderFilter();

        Chosen(String place) {
            this.place = place;
        }

        @Override
        protected boolean shouldNotFilterAsyncDispatch() {
            return false;
        }

        /** The two of them are called for one request. */
        @Override
        protected String getAlreadyFilteredAttributeName() {
            return place + super.getAlreadyFilteredAttributeName();
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            String wanted = request.getHeader("X-Filters");
            FilterChain next = chain;
            for (String name : wanted == null ? List.<String>of() : Arrays.asList(wanted.split(","))) {
                if (name.startsWith(place)) {
                    FilterChain rest = next;
                    next = (req, res) -> apply(
                            name.substring(place.length()), (HttpServletRequest) req, (HttpServletResponse) res, rest);
                }
            }
            next.doFilter(request, response);
        }

        private void apply(String filter, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            switch (filter) {
                case "caching" -> {
                    ContentCachingResponseWrapper caching = new ContentCachingResponseWrapper(response);
                    chain.doFilter(request, caching);
                    caching.copyBodyToResponse();
                }
                case "etag" -> etag.doFilter(request, response, chain);
                case "gzip" -> {
                    Gzipped gzipped = new Gzipped(response);
                    chain.doFilter(request, gzipped);
                    gzipped.finish();
                }
                case "header" -> {
                    chain.doFilter(request, response);
                    response.addHeader("X-After", "once");
                }
                case "replayed-body" ->
                    chain.doFilter(
                            new OtherBody(request, StreamUtils.copyToByteArray(request.getInputStream())), response);
                case "gunzip" ->
                    chain.doFilter(
                            new OtherBody(request, new GZIPInputStream(request.getInputStream()).readAllBytes()),
                            response);
                case "drained-body" -> {
                    StreamUtils.drain(request.getInputStream());
                    chain.doFilter(request, response);
                }
                case "cached-body" -> {
                    ContentCachingRequestWrapper caching = new ContentCachingRequestWrapper(request, 10_000);
                    StreamUtils.drain(caching.getInputStream());
                    chain.doFilter(caching, response);
                }
                default -> throw new IllegalArgumentException(filter);
            }
        }
    }

    /** A body that can be read again and again. */
    private static final class OtherBody extends HttpServletRequestWrapper {

        private final byte[] body;

        OtherBody(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            InputStream source = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public boolean isFinished() {
                    return false;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read() throws IOException {
                    return source.read();
                }
            };
        }
    }

    /** As simple as they come: it knows nothing of lengths. */
    private static final class Gzipped extends HttpServletResponseWrapper {

        private final ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        private final GZIPOutputStream zip = new GZIPOutputStream(zipped);

        Gzipped(HttpServletResponse response) throws IOException {
            super(response);
            response.setHeader("Content-Encoding", "gzip");
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return new ServletOutputStream() {
                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void write(int b) throws IOException {
                    zip.write(b);
                }
            };
        }

        void finish() throws IOException {
            zip.close();
            getResponse().getOutputStream().write(zipped.toByteArray());
        }
    }
}
