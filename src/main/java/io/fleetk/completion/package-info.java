/**
 * Completion at a shell's prompt. The shells' scripts hold little and ask {@code fleetk
 * __complete}; {@link io.fleetk.completion.Completer} answers, from picocli's model of the commands
 * and from names that it is given. What stands at a place is known by what the command's own help
 * calls it there: see {@link io.fleetk.completion.Label}.
 */
package io.fleetk.completion;
