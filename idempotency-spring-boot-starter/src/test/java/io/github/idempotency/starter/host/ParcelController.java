package io.github.idempotency.starter.host;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ParcelController {

    private final Parcels parcels;

    ParcelController(Parcels parcels) {
        this.parcels = parcels;
    }

    @PostMapping("/parcels")
    @ResponseStatus(HttpStatus.CREATED)
    Parcel create(@RequestBody Parcel parcel) {
        return parcels.save(parcel);
    }

    @GetMapping("/parcels/{id}")
    Parcel get(@PathVariable long id) {
        return parcels.findById(id).orElseThrow();
    }
}
