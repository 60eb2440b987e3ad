package io.fleetk.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The commands below one. picocli's own list makes a model of all of them before a word is parsed,
 * which takes longer than most of them run; of these {@link Main} makes those that are needed.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Subcommands {
  /** Their classes. */
  Class<?>[] value();
}
