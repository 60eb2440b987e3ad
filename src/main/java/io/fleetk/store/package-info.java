/**
 * A keyspace with revisions, leases, watches and transactions, as etcd v3 has them. {@link
 * io.fleetk.store.Store} is the port; what keys mean is the registry's business.
 */
package io.fleetk.store;
