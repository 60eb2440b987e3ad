/**
 * fleetk together with programs that are not part of this project, on machines of their own: those
 * of CoreOS' fleet 1.0 ({@code make e2e-fleetctl}) and Kubernetes' ({@code make e2e-kubernetes}).
 */
package io.fleetk.e2e;
