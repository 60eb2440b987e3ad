package io.fleetk.store;

/**
 * What became of a transaction.
 *
 * @param succeeded whether its conditions held and its operations were carried out
 * @param revision the store's revision afterwards
 */
public record Commit(boolean succeeded, long revision) {}
