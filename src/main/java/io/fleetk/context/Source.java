package io.fleetk.context;

/** Where a setting is from; prints itself as people call it. */
public sealed interface Source {
  /** An option of the command line. */
  record Flag(String name) implements Source {
    @Override
    public String toString() {
      return "flag " + name;
    }
  }

  /** A variable of the environment. */
  record Variable(String name) implements Source {
    @Override
    public String toString() {
      return "variable " + name;
    }
  }

  /**
   * A context.
   *
   * @param file where it stands, as people call it
   */
  record InContext(String context, String file) implements Source {
    @Override
    public String toString() {
      return "context %s in %s".formatted(context, file);
    }
  }

  /**
   * What a file of contexts calls its current one.
   *
   * @param file the file, as people call it
   */
  record Current(String file) implements Source {
    @Override
    public String toString() {
      return "current in " + file;
    }
  }

  /** What a tunnel leads to unless told otherwise. */
  record TunnelsEnd() implements Source {
    @Override
    public String toString() {
      return "default where there is a tunnel";
    }
  }

  /** The embedded fleet. */
  record DevFleet() implements Source {
    @Override
    public String toString() {
      return "dev fleet that runs";
    }
  }
}
