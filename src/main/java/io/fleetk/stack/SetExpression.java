package io.fleetk.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Helm's {@code --set}: {@code a.b=c,d[0]=e,list={x,y}}, where a backslash takes the next letter
 * for itself. Integers, {@code true}, {@code false} and {@code null} are what they look like,
 * anything else is text; null removes a value.
 */
final class SetExpression {
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9]\\d{0,17}");
  private static final int MAX_INDEX = 65_536;

  private final String expression;
  private int position;

  private SetExpression(String expression) {
    this.expression = expression;
  }

  /**
   * Sets values.
   *
   * @param values what is changed; its mappings and lists must be changeable
   * @throws Refusal when the expression cannot be read, or meets a value of another kind
   */
  static void apply(String expression, Map<String, Object> values) throws Refusal {
    SetExpression set = new SetExpression(expression);
    while (set.position < expression.length()) {
      set.assign(values);
    }
  }

  /** One step of a path: a key or an index. */
  private sealed interface Step {
    record Key(String name) implements Step {}

    record Index(int at) implements Step {}
  }

  private void assign(Map<String, Object> values) throws Refusal {
    List<Step> path = path();
    Object value = value();
    Object target = values;
    for (int at = 0; at < path.size() - 1; at++) {
      Object next = get(target, path.get(at));
      boolean listWanted = path.get(at + 1) instanceof Step.Index;
      if (next == null) {
        next = listWanted ? new ArrayList<>() : new LinkedHashMap<String, Object>();
        put(target, path.get(at), next);
      } else if (!(listWanted ? next instanceof List : next instanceof Map)) {
        throw refusal(
            "%s is no %s"
                .formatted(shown(path.subList(0, at + 1)), listWanted ? "list" : "mapping"));
      }
      target = next;
    }
    put(target, path.getLast(), value);
  }

  private static Object get(Object target, Step step) {
    return switch (step) {
      case Step.Key key -> ((Map<?, ?>) target).get(key.name());
      case Step.Index index ->
          index.at() < ((List<?>) target).size() ? ((List<?>) target).get(index.at()) : null;
    };
  }

  // The kinds of the target's containers were checked on the way to it.
  @SuppressWarnings("unchecked")
  private static void put(Object target, Step step, Object value) {
    switch (step) {
      case Step.Key key -> {
        if (value == null) {
          ((Map<String, Object>) target).remove(key.name());
        } else {
          ((Map<String, Object>) target).put(key.name(), value);
        }
      }
      case Step.Index index -> {
        List<Object> list = (List<Object>) target;
        while (list.size() <= index.at()) {
          list.add(null);
        }
        list.set(index.at(), value);
      }
    }
  }

  private List<Step> path() throws Refusal {
    List<Step> path = new ArrayList<>();
    while (true) {
      String key = until(".[=,");
      if (!key.isEmpty()) {
        path.add(new Step.Key(key));
      } else if (path.isEmpty() || !(path.getLast() instanceof Step.Index)) {
        throw refusal("a key is missing");
      }
      while (at('[')) {
        position++;
        path.add(new Step.Index(index()));
      }
      if (at('=')) {
        position++;
        return path;
      }
      if (!at('.')) {
        throw refusal("%s has no value".formatted(shown(path)));
      }
      position++;
    }
  }

  private int index() throws Refusal {
    String digits = until("]");
    if (!at(']') || !digits.matches("\\d{1,5}") || Integer.parseInt(digits) > MAX_INDEX) {
      throw refusal("'[%s' is no index from 0 to %d".formatted(digits, MAX_INDEX));
    }
    position++;
    return Integer.parseInt(digits);
  }

  private Object value() throws Refusal {
    if (!at('{')) {
      Object value = typed(until(","));
      position++;
      return value;
    }
    position++;
    List<Object> list = new ArrayList<>();
    while (true) {
      String item = until(",}");
      if (position >= expression.length()) {
        throw refusal("the list is not closed by }");
      }
      boolean last = at('}');
      position++;
      if (!last || !item.isEmpty() || !list.isEmpty()) {
        list.add(typed(item));
      }
      if (last) {
        break;
      }
    }
    if (position < expression.length() && !at(',')) {
      throw refusal("a comma is missing behind }");
    }
    position++;
    return list;
  }

  private static Object typed(String word) {
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> INTEGER.matcher(word).matches() ? (Object) Long.valueOf(word) : word;
    };
  }

  /** Reads up to one of some letters, or the end; a backslash takes the next letter for itself. */
  private String until(String ends) {
    StringBuilder read = new StringBuilder();
    while (position < expression.length() && ends.indexOf(expression.charAt(position)) < 0) {
      if (at('\\') && position + 1 < expression.length()) {
        position++;
      }
      read.append(expression.charAt(position++));
    }
    return read.toString();
  }

  private boolean at(char c) {
    return position < expression.length() && expression.charAt(position) == c;
  }

  private static String shown(List<Step> path) {
    StringBuilder shown = new StringBuilder();
    for (Step step : path) {
      switch (step) {
        case Step.Key key -> shown.append(shown.isEmpty() ? "" : ".").append(key.name());
        case Step.Index index -> shown.append('[').append(index.at()).append(']');
      }
    }
    return shown.toString();
  }

  private Refusal refusal(String reason) {
    return new Refusal(
        "--set", 0, expression, reason, "write for instance a.b=c, a[0]=x or a={x,y}");
  }
}
