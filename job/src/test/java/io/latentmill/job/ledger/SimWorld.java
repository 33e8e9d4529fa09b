package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that drivers share at one moment. Immutable.
 *
 * @param objects under _latentmill, with their bodies
 * @param directories of attempts, by path
 * @param flying conditional writes that were sent and may take effect at any time
 * @param confirmed the epoch that a driver was told to count, by chunk
 */
record SimWorld(
    TreeMap<String, String> objects,
    TreeMap<String, Directory> directories,
    Set<SimRequest.PutIfAbsent> flying,
    TreeMap<Integer, Integer> confirmed) {
  static final SimWorld EMPTY =
      new SimWorld(new TreeMap<>(), new TreeMap<>(), Set.of(), new TreeMap<>());

  /**
   * The data of one attempt.
   *
   * @param complete whether all its files are there
   * @param late whether it was written when a later epoch had settled already; only its writer can
   *     remove it then
   */
  record Directory(boolean complete, boolean late) {}

  /** A step taken. */
  record Answered(SimWorld world, Object answer) {}

  Answered answer(SimRequest request) {
    if (request instanceof SimRequest.PutIfAbsent put) {
      return objects.containsKey(put.name())
          ? new Answered(this, Outcome.ALREADY_THERE)
          : new Answered(with(put.name(), put.body()), Outcome.CREATED);
    } else if (request instanceof SimRequest.Put put) {
      return new Answered(with(put.name(), put.body()), "");
    } else if (request instanceof SimRequest.Read read) {
      return new Answered(this, Optional.ofNullable(objects.get(read.name())));
    } else if (request instanceof SimRequest.List list) {
      return new Answered(this, names(list.directory() + "/"));
    } else if (request instanceof SimRequest.ListDirectories) {
      return new Answered(this, List.copyOf(directories.keySet()));
    } else if (request instanceof SimRequest.BeginDirectory begin) {
      return new Answered(with(begin.directory(), false), "");
    } else if (request instanceof SimRequest.CompleteDirectory complete) {
      return new Answered(with(complete.directory(), true), "");
    } else if (request instanceof SimRequest.RemoveDirectory remove) {
      return new Answered(without(remove.directory()), "");
    } else if (request instanceof SimRequest.Confirmed chunk) {
      return new Answered(confirming(chunk.chunk()), "");
    } else if (request instanceof SimRequest.WhatIsConfirmed) {
      return new Answered(this, Map.copyOf(confirmed));
    } else if (request instanceof SimRequest.Complete || request instanceof SimRequest.Milestone) {
      return new Answered(this, "");
    }
    throw new IllegalStateException("Cannot answer " + request);
  }

  /** The write will take effect later, or never. */
  SimWorld withFlying(SimRequest.PutIfAbsent put) {
    Set<SimRequest.PutIfAbsent> more = new HashSet<>(flying);
    more.add(put);
    return new SimWorld(objects, directories, more, confirmed);
  }

  /** A write takes effect whose sender had no answer. */
  SimWorld landed(SimRequest.PutIfAbsent put) {
    Set<SimRequest.PutIfAbsent> fewer = new HashSet<>(flying);
    fewer.remove(put);
    SimWorld world = new SimWorld(objects, directories, fewer, confirmed);
    return objects.containsKey(put.name()) ? world : world.with(put.name(), put.body());
  }

  private SimWorld with(String name, String body) {
    TreeMap<String, String> changed = new TreeMap<>(objects);
    changed.put(name, body);
    return new SimWorld(changed, directories, flying, confirmed);
  }

  private SimWorld with(AttemptDirectory directory, boolean complete) {
    TreeMap<String, Directory> changed = new TreeMap<>(directories);
    changed.put(directory.path(), new Directory(complete, isLate(directory)));
    return new SimWorld(objects, changed, flying, confirmed);
  }

  private SimWorld without(AttemptDirectory directory) {
    TreeMap<String, Directory> changed = new TreeMap<>(directories);
    changed.remove(directory.path());
    return new SimWorld(objects, changed, flying, confirmed);
  }

  private SimWorld confirming(AttemptName chunk) {
    TreeMap<Integer, Integer> changed = new TreeMap<>(confirmed);
    changed.merge(chunk.number(), chunk.epoch(), Math::max);
    return new SimWorld(objects, directories, flying, changed);
  }

  private boolean isLate(AttemptDirectory directory) {
    return names("settled/").stream()
        .map(name -> read(name, SettledRecord.class))
        .anyMatch(record -> !record.isVoid() && record.epoch() > directory.name().epoch());
  }

  <T> T read(String name, Class<T> type) {
    return LedgerJson.read(name, objects.get(name).getBytes(StandardCharsets.UTF_8), type);
  }

  /** The names of the objects in a directory, sorted. */
  List<String> names(String prefix) {
    return objects.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }
}
