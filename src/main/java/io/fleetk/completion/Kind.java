package io.fleetk.completion;

/** What can be listed where a command's help says this word, in capitals. */
public enum Kind {
  /** A unit's whole name; where the word typed has a slash, the path of its file. */
  UNIT,
  /** A kind of things that a fleet has, and then the names of that kind. */
  KIND,
  /** A component's name. */
  COMPONENT,
  /** A machine's name, short ID or address. */
  MACHINE,
  /** A stack that owns units. */
  STACK,
  /** A context of the configuration file. */
  CONTEXT,
  /** A secret that the fleet keeps. */
  SECRET,
  /** A command of fleetk's, or what stands below the one named before. */
  COMMAND,
  /** A topic of {@code fleetk help}. */
  TOPIC,
  /** A directory. */
  DIR,
  /** A directory. */
  FOLDER,
  /** A file. */
  FILE
}
