/**
 * The keys and certificates of a cluster, in a folder of PEM files named as kubeadm names them.
 *
 * <p>{@link io.fleetk.pki.Initialization} makes what a folder lacks and overwrites nothing; {@link
 * io.fleetk.pki.Renewal} issues anew what ends soon; {@link io.fleetk.pki.PkiFolder} says what is
 * there. Certificates are made by Bouncy Castle, keys and randomness come from the JDK.
 */
package io.fleetk.pki;
