/**
 * Small objects that are created once and whole. What enters: names and bodies of the protocol
 * above. What leaves: whether this writer was the first; each kind of file system gives that in its
 * own way. Calls nothing of ours.
 */
package io.latentmill.job.ledger.store;
