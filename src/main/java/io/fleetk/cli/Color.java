package io.fleetk.cli;

/** When output is coloured ({@code --color}). */
enum Color {
  /** On a terminal, unless {@code NO_COLOR} is set. */
  AUTO,
  /** Always. */
  ALWAYS,
  /** Never. */
  NEVER
}
