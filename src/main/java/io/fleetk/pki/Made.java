package io.fleetk.pki;

/**
 * What became of one file.
 *
 * @param file its place in the folder
 * @param made whether it was made now; otherwise it was there and was left alone
 * @param what what it is, in a few words; or what is wrong with what was left alone
 */
public record Made(String file, boolean made, String what) {}
