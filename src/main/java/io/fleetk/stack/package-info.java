/**
 * From a directory of templates and values to the units that should exist, each with the files it
 * carries. Knows what a fleet's machines are called, and nothing of what exists in the fleet.
 *
 * <p>A walk: {@link io.fleetk.stack.StackSource} names the directory and the values; {@link
 * io.fleetk.stack.StackRenderer} loads, renders and lints them all and gives a {@link
 * io.fleetk.stack.Stack}, or every problem at once in a {@link io.fleetk.stack.StackException}.
 */
package io.fleetk.stack;
