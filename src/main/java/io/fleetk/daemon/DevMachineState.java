package io.fleetk.daemon;

import java.util.List;
import java.util.Map;

/**
 * A simulated machine as it is now.
 *
 * @param name what people call it, such as {@code m1}
 * @param id its machine ID
 * @param address its address, which nothing listens on
 * @param metadata key to value
 * @param powered whether it is on
 * @param faults what was broken on it on purpose, in words
 */
public record DevMachineState(
    String name,
    String id,
    String address,
    Map<String, String> metadata,
    boolean powered,
    List<String> faults) {}
