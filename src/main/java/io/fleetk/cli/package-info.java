/**
 * The command line: picocli commands, tables and progress, with no logic of their own. Results go
 * to standard output, progress and errors to standard error; a failure is one line that says what,
 * why and the next step.
 */
package io.fleetk.cli;
