package io.fleetk.store;

/**
 * A key and its value.
 *
 * @param key the key
 * @param value the value
 * @param createRevision the revision that made the key
 * @param modRevision the revision that last wrote it
 * @param lease the lease it is tied to, 0 for none
 */
public record Entry(String key, String value, long createRevision, long modRevision, long lease) {}
