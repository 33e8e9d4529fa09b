/**
 * The exactly-once commit protocol. What enters: an output directory, and manifests of data that is
 * completely written. What leaves: which data counts, decided once and the same for every reader,
 * whoever is killed, stopped, woken up or started twice.
 *
 * <p>Everything rests on small objects under {@code _latentmill/}, each created once and whole by
 * {@link io.latentmill.job.ledger.store.ObjectStore#putIfAbsent}:
 *
 * <ul>
 *   <li>{@code lease/EPOCH.json}: one per run; epochs are 1, 2, 3, … without gaps, since only who
 *       has read EPOCH creates EPOCH + 1. Only its holder rewrites it. None is ever deleted.
 *   <li>{@code settled/EPOCH.json}: written by that epoch before anything else; decides for ever
 *       which data of all lower epochs counts. A slot that its epoch left empty is filled with a
 *       void record by the next epoch first, so that records are decided strictly in the order of
 *       their epochs.
 *   <li>{@code manifests/CHUNK-EPOCH.json}: makes a chunk's data visible; written last.
 *   <li>{@code plan/NUMBER-EPOCH.json}: makes an increment of the plan visible; under the same
 *       rules.
 * </ul>
 *
 * <p>Visible is what the highest record that is not void lists, plus what its own epoch has added
 * since. The package knows no Spark and no pipeline.
 *
 * <p>Below it stands {@link io.latentmill.job.ledger.store}. The rest is one room: leases, entries
 * and records each throw what {@link io.latentmill.job.ledger.LedgerException} seals, and what is
 * sealed stays in one package.
 */
package io.latentmill.job.ledger;
