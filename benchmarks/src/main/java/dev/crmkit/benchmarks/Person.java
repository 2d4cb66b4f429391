package dev.crmkit.benchmarks;

import java.util.Map;

/** A person of the made-up data. Immutable. */
record Person(String name, String email, String phone) {

    Map<String, Object> values() {
        return Map.of("name", name, "email", email, "phone", phone);
    }
}
