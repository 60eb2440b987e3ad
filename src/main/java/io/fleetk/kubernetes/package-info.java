/**
 * The first objects of a Kubernetes cluster: {@link io.fleetk.kubernetes.FirstObjects} reads them,
 * {@link io.fleetk.kubernetes.KubernetesApi} applies them (server-side, so that doing it again
 * changes nothing), as whoever a {@link io.fleetk.kubernetes.Kubeconfig} names.
 *
 * <p>It knows nothing of fleets, units or pods.
 */
package io.fleetk.kubernetes;
