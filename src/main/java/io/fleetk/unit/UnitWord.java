package io.fleetk.unit;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A word that somebody typed for units, as fleetctl takes it: the last part of a path, of type
 * {@code service} when it names no type. With {@code *}, {@code ?} or {@code [} it is a pattern of
 * names.
 *
 * @param typed the word
 */
public record UnitWord(String typed) {
  private static final String PATTERN_SIGNS = "*?[";

  /** A word. */
  public UnitWord {
    requireNonNull(typed);
  }

  /**
   * The words that one stands for by its braces, such as {@code web@{1..3}.service}; one when it
   * has none.
   *
   * @throws IllegalArgumentException when they are too many, in one line
   */
  public static List<UnitWord> of(String typed) {
    return Braces.expand(typed).stream().map(UnitWord::new).toList();
  }

  /** What was typed without folders and with a type. */
  public String name() {
    return isWhole() || last().isEmpty() ? last() : last() + ".service";
  }

  /** Whether what was typed names a type. */
  public boolean isWhole() {
    String type = last().substring(last().lastIndexOf('.') + 1);
    return last().contains(".")
        && (UnitName.types().contains(type) || (isPattern() && hasSigns(type)));
  }

  /**
   * Whether nothing else than units can be meant: it names a type or an instance, or is a pattern.
   */
  public boolean isUnit() {
    return isWhole() || isPattern() || last().contains("@");
  }

  /** Whether it is a pattern of names. */
  public boolean isPattern() {
    return hasSigns(last());
  }

  /** Whether it means this unit. */
  public boolean means(UnitName unit) {
    return isPattern() ? Glob.matches(name(), unit.text()) : unit.text().equals(name());
  }

  /**
   * The unit that it names.
   *
   * @throws IllegalArgumentException when that is no unit's name, in one line
   */
  public UnitName unit() {
    return UnitName.of(name());
  }

  /** A unit that it means, named as if it had been typed: in the same folder. */
  public UnitWord meaning(UnitName unit) {
    return new UnitWord(typed.substring(0, typed.lastIndexOf('/') + 1) + unit.text());
  }

  private String last() {
    return typed.substring(typed.lastIndexOf('/') + 1);
  }

  private static boolean hasSigns(String text) {
    return text.chars().anyMatch(sign -> PATTERN_SIGNS.indexOf(sign) >= 0);
  }

  @Override
  public String toString() {
    return typed;
  }
}
