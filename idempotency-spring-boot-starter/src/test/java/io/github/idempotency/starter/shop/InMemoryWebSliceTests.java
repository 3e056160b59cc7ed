package io.github.idempotency.starter.shop;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.github.idempotency.test.InMemoryIdempotency;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.MockMvc;

// tag::slice[]
@WebMvcTest
@InMemoryIdempotency
class InMemoryWebSliceTests {

    @Autowired
    MockMvc mvc;

    @MockitoBean
    Shop shop;

    @Test
    void protectsHandlersInASlice() throws Exception {
        given(shop.buy(any())).willReturn(1L);

        mvc.perform(post("/baskets").content("pear")).andExpect(status().isBadRequest());
        for (int i = 0; i < 2; i++) {
            mvc.perform(post("/baskets").content("pear").header("Idempotency-Key", "slice"))
                    .andExpect(status().isCreated())
                    .andExpect(content().string("1 true"))
                    .andExpect(
                            i == 0
                                    ? header().doesNotExist("Idempotent-Replayed")
                                    : header().exists("Idempotent-Replayed"));
        }
        verify(shop, times(1)).buy("pear");
    }
}
// end::slice[]
