package io.fleetk.registry;

import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Where a fleet's keys are. Nothing else knows how a key is spelled.
 *
 * <pre>
 * ciphertexts/&lt;version&gt;/&lt;secret&gt;      a version of a secret, encrypted, immutable but for its key
 * contents/&lt;id&gt;               a unit's text and files, immutable
 * journal-answers/&lt;machine&gt;/&lt;id&gt;    what a machine found in its journal (leased)
 * journal-questions/&lt;machine&gt;/&lt;id&gt;  what somebody wants to know of it (leased)
 * leader                      the engine that leads (leased)
 * members/&lt;machine&gt;           address, configured metadata, cordon, when last seen
 * metadata/&lt;machine&gt;          edits of a machine's metadata, which outlive its membership
 * pending/&lt;unit&gt;              why a unit is on no machine
 * presence/&lt;machine&gt;          that a machine is alive (leased)
 * releases/&lt;unit&gt;/&lt;machine&gt;   what a machine may take of a held unit
 * schedule/&lt;machine&gt;/&lt;unit&gt;   what a machine should have
 * secret-versions/&lt;version&gt;/&lt;secret&gt;  that there is that version, end of its certificate
 * secrets/&lt;secret&gt;             the newest version: number, size, when, end of its certificate
 * stacks/&lt;stack&gt;/lock         who works on a stack (leased)
 * states/&lt;machine&gt;/&lt;unit&gt;     what a machine says of a unit (leased)
 * units/&lt;unit&gt;                content, desired state, stack, restart generation
 * </pre>
 *
 * @param prefix what every key begins with; ends in a slash
 */
public record Keyspace(String prefix) {
  /** The keyspace of a fleet that was given no other. */
  public static final Keyspace DEFAULT = new Keyspace("/fleetk/");

  private static final Pattern MACHINE_ID = Pattern.compile("[0-9A-Za-z._-]{1,128}");
  private static final Pattern STACK = Pattern.compile("[^/\\p{Cntrl}]{1,255}");

  private static final String ANSWERS = "journal-answers/";
  private static final String CIPHERTEXTS = "ciphertexts/";
  private static final String CONTENTS = "contents/";
  private static final String LEADER = "leader";
  private static final String MEMBERS = "members/";
  private static final String METADATA = "metadata/";
  private static final String PENDING = "pending/";
  private static final String PRESENCE = "presence/";
  private static final String QUESTIONS = "journal-questions/";
  private static final String RELEASES = "releases/";
  private static final String SCHEDULE = "schedule/";
  private static final String SECRETS = "secrets/";
  private static final String SECRET_VERSIONS = "secret-versions/";
  private static final String STACKS = "stacks/";
  private static final String LOCK = "/lock";
  private static final String STATES = "states/";
  private static final String UNITS = "units/";

  /**
   * A keyspace.
   *
   * @throws IllegalArgumentException unless the prefix ends in a slash
   */
  public Keyspace {
    if (!prefix.endsWith("/")) {
      throw new IllegalArgumentException("a prefix ends in a slash: " + prefix);
    }
  }

  /** Whether this can stand for a machine in a key; systemd's 32 hexadecimal digits can. */
  static boolean isMachineId(String text) {
    return MACHINE_ID.matcher(text).matches();
  }

  /** Whether this can stand for a stack in a key. */
  static boolean isStack(String text) {
    return STACK.matcher(text).matches();
  }

  /** How a key is spelled. */
  String of(Key key) {
    return prefix
        + switch (key) {
          case Key.Content(Hash id) -> CONTENTS + id;
          case Key.Unit(UnitName unit) -> UNITS + unit;
          case Key.Schedule(String machine, UnitName unit) -> SCHEDULE + machine + "/" + unit;
          case Key.Release(UnitName unit, String machine) -> RELEASES + unit + "/" + machine;
          case Key.Pending(UnitName unit) -> PENDING + unit;
          case Key.Member(String machine) -> MEMBERS + machine;
          case Key.Presence(String machine) -> PRESENCE + machine;
          case Key.Metadata(String machine) -> METADATA + machine;
          case Key.Question(String machine, String id) -> QUESTIONS + machine + "/" + id;
          case Key.Answer(String machine, String id) -> ANSWERS + machine + "/" + id;
          case Key.State(String machine, UnitName unit) -> STATES + machine + "/" + unit;
          case Key.Secret(String name) -> SECRETS + name;
          case Key.SecretVersion(String name, long version) ->
              SECRET_VERSIONS + version + "/" + name;
          case Key.Ciphertext(String name, long version) -> CIPHERTEXTS + version + "/" + name;
          case Key.Leader() -> LEADER;
          case Key.Lock(String stack) -> STACKS + stack + LOCK;
        };
  }

  /** What a key stands for; empty when it is none of this fleetk's. */
  Optional<Key> read(String key) {
    if (!key.startsWith(prefix)) {
      return Optional.empty();
    }
    String rest = key.substring(prefix.length());
    if (rest.equals(LEADER)) {
      return Optional.of(new Key.Leader());
    }
    int slash = rest.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String name = rest.substring(slash + 1);
    try {
      return switch (rest.substring(0, slash + 1)) {
        case ANSWERS -> pair(name, Key.Answer::new);
        case CIPHERTEXTS ->
            pair(name, (version, secret) -> new Key.Ciphertext(secret, Long.parseLong(version)));
        case CONTENTS -> Optional.of(new Key.Content(new Hash(name)));
        case MEMBERS -> machine(name).map(Key.Member::new);
        case METADATA -> machine(name).map(Key.Metadata::new);
        case PENDING -> Optional.of(new Key.Pending(UnitName.of(name)));
        case PRESENCE -> machine(name).map(Key.Presence::new);
        case QUESTIONS -> pair(name, Key.Question::new);
        case RELEASES -> pair(name, (unit, id) -> new Key.Release(UnitName.of(unit), id));
        case SCHEDULE -> pair(name, (id, unit) -> new Key.Schedule(id, UnitName.of(unit)));
        case SECRETS -> Optional.of(new Key.Secret(name));
        case SECRET_VERSIONS ->
            pair(name, (version, secret) -> new Key.SecretVersion(secret, Long.parseLong(version)));
        case STACKS ->
            name.endsWith(LOCK)
                ? Optional.of(new Key.Lock(name.substring(0, name.length() - LOCK.length())))
                : Optional.empty();
        case STATES -> pair(name, (id, unit) -> new Key.State(id, UnitName.of(unit)));
        case UNITS -> Optional.of(new Key.Unit(UnitName.of(name)));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> machine(String id) {
    return Optional.of(id).filter(Keyspace::isMachineId);
  }

  private static Optional<Key> pair(String name, BiFunction<String, String, Key> key) {
    int slash = name.indexOf('/');
    return slash < 0
        ? Optional.empty()
        : Optional.of(key.apply(name.substring(0, slash), name.substring(slash + 1)));
  }

  /** What the keys of contents begin with. */
  String contents() {
    return prefix + CONTENTS;
  }

  /**
   * The first key that could follow the contents; everything else of a fleet sorts after it, but
   * for the texts of secrets, which are as large and as seldom wanted.
   */
  String afterContents() {
    return following(contents());
  }

  /** The first key that is none of this fleet's. */
  String end() {
    return following(prefix);
  }

  private static String following(String prefix) {
    int last = prefix.length() - 1;
    return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }

  /** What the keys of all questions to a machine begin with. */
  String questions(String machineId) {
    return prefix + QUESTIONS + machineId + "/";
  }

  /** What the keys of secrets begin with. */
  String secrets() {
    return prefix + SECRETS;
  }

  /** What the keys of secrets' versions begin with. */
  String secretVersions() {
    return prefix + SECRET_VERSIONS;
  }

  /** What the keys of units begin with. */
  String units() {
    return prefix + UNITS;
  }

  /** What the keys of all schedules begin with. */
  String schedules() {
    return prefix + SCHEDULE;
  }

  /** What the keys of all states begin with. */
  String states() {
    return prefix + STATES;
  }

  /** What the keys of all that is pending begin with. */
  String pendings() {
    return prefix + PENDING;
  }

  /** What the keys of a machine's schedule begin with. */
  String schedule(String machineId) {
    return prefix + SCHEDULE + machineId + "/";
  }

  /** What the keys of all releases begin with. */
  String allReleases() {
    return prefix + RELEASES;
  }

  /** What the keys of a unit's releases begin with. */
  String releases(UnitName unit) {
    return prefix + RELEASES + unit + "/";
  }
}
