package io.latentmill.job.ledger;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/**
 * Who runs.
 *
 * @param id unique among all runs
 * @param host where
 * @param pid which process there
 */
public record Holder(String id, String host, long pid) {

  /** This process, with a new id. */
  public static Holder thisProcess() {
    return new Holder(UUID.randomUUID().toString(), hostName(), ProcessHandle.current().pid());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  @Override
  public String toString() {
    return "process %d on %s".formatted(pid, host);
  }
}
