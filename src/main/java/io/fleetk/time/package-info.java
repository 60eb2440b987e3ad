/**
 * Time as a parameter: a {@link io.fleetk.time.Timeline} tells the time and calls back later, and a
 * test can own one and move it.
 */
package io.fleetk.time;
