package io.latentmill.job.ledger.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The small objects under {@code _latentmill/}. Names are relative to it, with one slash at most:
 * {@code lease/3.json}.
 *
 * <p>What the protocol relies on: an object is seen whole or not at all; of any number of {@link
 * #putIfAbsent} calls for one name at most one takes effect; a list that starts after an object was
 * created holds it, and so does a read. Implementations are safe for use by several threads.
 */
public interface ObjectStore {

  /**
   * Creates the object unless the name is taken. Throws where sending again is no use; the caller
   * must then assume that it may have been written.
   */
  Outcome putIfAbsent(String name, byte[] body) throws IOException;

  /** Creates or replaces the object. For objects with one writer only: lease, status. */
  void put(String name, byte[] body) throws IOException;

  /** The object's body; empty if there is none. */
  Optional<byte[]> read(String name) throws IOException;

  /** The names of the objects directly in a directory, sorted; none if it does not exist. */
  List<String> list(String directory) throws IOException;

  /** Removes the object if it exists. No object of the protocol is ever removed. */
  void delete(String name) throws IOException;
}
