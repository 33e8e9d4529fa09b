package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;

/**
 * Where an output's ledger and data lie.
 *
 * @param store of the small objects
 * @param area of the attempts' directories
 */
public record LedgerPlace(ObjectStore store, AttemptArea area) {}
