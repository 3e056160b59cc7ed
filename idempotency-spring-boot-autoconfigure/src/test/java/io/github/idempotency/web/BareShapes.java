package io.github.idempotency.web;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Every shape, as it is. */
@Controller
@RequestMapping("/bare")
class BareShapes extends ShapeHandlers {}
