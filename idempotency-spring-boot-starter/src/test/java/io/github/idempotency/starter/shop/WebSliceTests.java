package io.github.idempotency.starter.shop;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.MockMvc;

/** A slice of a host has no store: its handlers run unprotected. */
@WebMvcTest
class WebSliceTests {

    @Autowired
    MockMvc mvc;

    @MockitoBean
    Shop shop;

    @BeforeEach
    void sells() {
        given(shop.buy(any())).willReturn(1L);
    }

    @Test
    void runsHandlersWithoutAnyProperty() throws Exception {
        mvc.perform(post("/refunds").content("pear"))
                .andExpect(status().isCreated())
                .andExpect(content().string("1"));
    }

    @Test
    void givesHandlersAnExecutionThatIsNotProtected() throws Exception {
        mvc.perform(post("/baskets").content("pear"))
                .andExpect(status().isCreated())
                .andExpect(content().string("1 false"));
    }
}
