/**
 * What people see: the built distribution at work in a real shell on a real pseudo-terminal, drawn
 * by a terminal emulator.
 */
package io.fleetk.screen;
