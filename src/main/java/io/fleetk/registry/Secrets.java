package io.fleetk.registry;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.Secret;
import io.fleetk.fleet.UsedCertificate;
import io.fleetk.store.Entry;
import io.fleetk.store.Store;
import io.fleetk.store.Txn;
import io.fleetk.time.Timeline;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fleet's secrets in its store. Each version stands under three keys: the newest one's record
 * says that it is the newest; a mark of each version, which says when the certificates in it end,
 * is what a unit's submission holds on to, and what the engine removes together with the sealed
 * text once nothing names the version.
 */
final class Secrets implements FleetSecrets {
  private static final Logger log = LoggerFactory.getLogger(Secrets.class);

  private final Store store;
  private final Timeline timeline;
  private final Keyspace keys;
  private final SecretKeys secretKeys;
  private final ContentCache contents;
  private final CertificatesInUse certificates;
  private final SecureRandom random = new SecureRandom();

  Secrets(
      Store store, Timeline timeline, Keyspace keys, SecretKeys secretKeys, ContentCache contents) {
    this.store = store;
    this.timeline = timeline;
    this.keys = keys;
    this.secretKeys = secretKeys;
    this.contents = contents;
    this.certificates = new CertificatesInUse(store, keys, contents);
  }

  @Override
  public List<Secret> list() {
    return Calls.onStore(
        () ->
            store.range(keys.secrets()).entries().stream()
                .flatMap(
                    entry ->
                        keys.read(entry.key()).orElse(null) instanceof Key.Secret(String name)
                            ? Stream.of(read(name, entry))
                            : Stream.empty())
                .toList());
  }

  @Override
  public Optional<Secret> get(String name) {
    return Calls.onStore(() -> newest(name).map(entry -> read(name, entry)));
  }

  @Override
  public List<UsedCertificate> certificates() {
    return Calls.onStore(certificates::read);
  }

  private Optional<Entry> newest(String name) {
    return store.get(keys.of(new Key.Secret(name)));
  }

  private static Secret read(String name, Entry entry) {
    return Codec.read(entry, Stored.Secret.class).named(name);
  }

  @Override
  public Put put(String name, byte[] text) {
    requireName(name);
    if (text.length == 0) {
      throw new FleetRefusedException("secret %s: an empty text is no secret".formatted(name));
    }
    if (text.length > MAX_BYTES) {
      throw new FleetRefusedException(
          "secret %s is too long: %d bytes; a fleet takes %d"
              .formatted(name, text.length, MAX_BYTES));
    }
    Put put = Calls.untilWon("putting secret " + name, () -> tryPut(name, text));
    log.info(
        "{} secret {} version {}",
        put.changed() ? "Took" : "Had already",
        name,
        put.secret().version());
    return put;
  }

  private static void requireName(String name) {
    if (!CarriedSecret.isName(name)) {
      throw new FleetRefusedException(
          "'%s' is no name of a secret: use letters, digits, '_', '.', '-' and slashes between them"
              .formatted(name));
    }
  }

  private Optional<Put> tryPut(String name, byte[] text) {
    List<SecretKey> available = secretKeys.keys();
    SecretKey key = available.getFirst();
    Optional<Entry> entry = newest(name);
    Optional<Secret> before = entry.map(found -> read(name, found));
    Txn.Builder txn =
        Txn.builder()
            .ifModRevision(keys.of(new Key.Secret(name)), entry.map(Entry::modRevision).orElse(0L));
    if (before.isPresent()) {
      long version = before.get().version();
      Optional<Entry> sealed = store.get(keys.of(new Key.Ciphertext(name, version)));
      if (sealed.isPresent() && isText(name, version, sealed.get(), available, text)) {
        if (Codec.read(sealed.get(), SealedSecret.class).keyId().equals(key.id())) {
          return Optional.of(new Put(before.get(), false));
        }
        // The same text, to be opened by the newest key from now on.
        txn.put(sealed.get().key(), seal(name, version, text, key));
        return store.commit(txn.build()).succeeded()
            ? Optional.of(new Put(before.get(), false))
            : Optional.empty();
      }
    }
    long version = 1 + newestVersion(name, before);
    Stored.Secret after =
        new Stored.Secret(version, text.length, timeline.now(), CertificateEnd.in(text));
    txn.put(keys.of(new Key.Ciphertext(name, version)), seal(name, version, text, key))
        .put(
            keys.of(new Key.SecretVersion(name, version)),
            Codec.write(new Stored.SecretVersion(after.certificateEnds())))
        .put(keys.of(new Key.Secret(name)), Codec.write(after));
    return store.commit(txn.build()).succeeded()
        ? Optional.of(new Put(after.named(name), true))
        : Optional.empty();
  }

  private String seal(String name, long version, byte[] text, SecretKey key) {
    return Codec.write(SealedSecret.seal(name, version, text, key, random));
  }

  /** Whether a sealed text is this one; one that nobody here can open is another. */
  private static boolean isText(
      String name, long version, Entry sealed, List<SecretKey> available, byte[] text) {
    byte[] opened;
    try {
      opened = Codec.read(sealed, SealedSecret.class).open(name, version, available);
    } catch (FleetRefusedException e) {
      log.warn("Taking a new version of a secret that cannot be opened: {}", e.getMessage());
      return false;
    }
    boolean same = MessageDigest.isEqual(opened, text);
    Arrays.fill(opened, (byte) 0);
    return same;
  }

  /**
   * The highest version that there is, of a secret that was removed too: units may name it still.
   */
  private long newestVersion(String name, Optional<Secret> newest) {
    return store.range(keys.secretVersions()).entries().stream()
        .mapToLong(
            entry ->
                keys.read(entry.key()).orElse(null)
                            instanceof Key.SecretVersion(String other, long version)
                        && other.equals(name)
                    ? version
                    : 0)
        .reduce(newest.map(Secret::version).orElse(0L), Math::max);
  }

  @Override
  public void remove(String name, boolean force) {
    String key = keys.of(new Key.Secret(name));
    Calls.untilWon(
        "removing secret " + name,
        () -> {
          Entry entry =
              newest(name)
                  .orElseThrow(
                      () -> new FleetRefusedException("secret %s does not exist".formatted(name)));
          SortedSet<UnitName> users = users(name);
          if (!users.isEmpty() && !force) {
            throw new FleetRefusedException(
                "it is named by %s: change %s first, or force it"
                    .formatted(
                        String.join(", ", users.stream().map(UnitName::text).toList()),
                        users.size() == 1 ? "that" : "those"));
          }
          Txn txn = Txn.builder().ifModRevision(key, entry.modRevision()).delete(key).build();
          return store.commit(txn).succeeded() ? Optional.of(entry) : Optional.empty();
        });
    log.info("Removed secret {}", name);
  }

  private SortedSet<UnitName> users(String name) {
    SortedSet<UnitName> users = new TreeSet<>();
    for (Entry entry : store.range(keys.units()).entries()) {
      if (keys.read(entry.key()).orElse(null) instanceof Key.Unit(UnitName unit)) {
        contents
            .get(Codec.read(entry, Stored.Unit.class).contentId())
            .filter(
                content ->
                    Stream.concat(
                            content.secrets().stream().map(CarriedSecret::secret),
                            Policy.of(unit, content.file()).secrets().stream()
                                .map(Policy.SecretSpec::secret))
                        .anyMatch(name::equals))
            .ifPresent(_ -> users.add(unit));
      }
    }
    return users;
  }

  /**
   * A content with its secrets: those that it says, or the newest versions of those that its unit
   * file names.
   *
   * @throws FleetRefusedException when there is none of a name
   */
  UnitContent complete(UnitName unit, UnitContent content) {
    if (!content.secrets().isEmpty() || unit.isTemplate() || !content.namesSecrets()) {
      return content;
    }
    List<CarriedSecret> secrets = new ArrayList<>();
    for (Policy.SecretSpec spec : Policy.of(unit, content.file()).secrets()) {
      Secret secret =
          get(spec.secret())
              .orElseThrow(
                  () ->
                      new FleetRefusedException(
                          "unit %s names the secret %s, which does not exist: fleetk secret put %s FILE"
                              .formatted(unit, spec.secret(), spec.secret())));
      secrets.add(new CarriedSecret(spec.path(), spec.mode(), spec.secret(), secret.version()));
    }
    return content.with(secrets);
  }

  /**
   * What holds on to the versions that a unit names, for the transaction that puts it: the engine,
   * about to remove one that nothing named, then sees a change.
   *
   * @throws FleetRefusedException when one is not there
   */
  List<Txn.Operation> hold(UnitName unit, UnitContent content, List<Txn.Condition> conditions) {
    List<Txn.Operation> holds = new ArrayList<>();
    for (CarriedSecret secret : content.secrets()) {
      if (!CarriedSecret.isPlace(secret.path())) {
        throw new FleetRefusedException(
            "unit %s: secret %s cannot go to %s: secrets go below %s, to paths spelled the shortest way"
                .formatted(unit, secret.secret(), secret.path(), CarriedSecret.FOLDER));
      }
      String key = keys.of(new Key.SecretVersion(secret.secret(), secret.version()));
      if (holds.stream().anyMatch(hold -> hold.key().equals(key))) {
        continue;
      }
      Entry mark =
          store
              .get(key)
              .orElseThrow(
                  () ->
                      new FleetRefusedException(
                          "unit %s names the secret %s, which does not exist (any more): run the command again, or fleetk secret put %s FILE"
                              .formatted(unit, secret.shown(), secret.secret())));
      conditions.add(new Txn.Condition.ModRevision(key, mark.modRevision()));
      holds.add(new Txn.Operation.Put(key, mark.value(), 0));
    }
    return holds;
  }

  /**
   * A version's text.
   *
   * @throws FleetRefusedException when it is not there, or cannot be decrypted here, saying why
   */
  byte[] text(CarriedSecret secret) {
    return Calls.onStore(
        () ->
            store
                .get(keys.of(new Key.Ciphertext(secret.secret(), secret.version())))
                .map(entry -> Codec.read(entry, SealedSecret.class))
                .orElseThrow(
                    () ->
                        new FleetRefusedException(
                            "secret %s is not in the store: fleetk secret put %s FILE, then apply"
                                .formatted(secret.shown(), secret.secret())))
                .open(secret.secret(), secret.version(), secretKeys.keys()));
  }
}
