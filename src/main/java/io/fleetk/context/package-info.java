/**
 * Fleets by name: the contexts that a user keeps in a file, and how what options, variables, a
 * context and the dev fleet say comes to one answer, setting by setting. Knows how things are said,
 * not what is then done with them.
 */
package io.fleetk.context;
