/**
 * What a process and the systemd that started it say to one another: sd_notify(3). For whatever
 * runs as a service of its own: the daemon, a balancer.
 */
package io.fleetk.notify;
