package io.fleetk.daemon;

import java.util.List;
import java.util.Optional;

/**
 * What an embedded fleet's control socket answers: one line of JSON.
 *
 * @param refusal why nothing was done; empty when it was
 * @param machines the machines as they are afterwards
 */
record DevAnswer(Optional<String> refusal, List<DevMachineState> machines) {}
