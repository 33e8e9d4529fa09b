package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A checkpoint cut into several safetensors files, with an {@code index.json} whose {@code
 * weight_map} says which tensor lies in which. Closing it closes all of them.
 */
final class ShardedTensors implements TensorSource {
  private final String index;
  private final List<SafetensorsFile> shards;
  private final Map<String, SafetensorsFile> places;

  private ShardedTensors(
      String index, List<SafetensorsFile> shards, Map<String, SafetensorsFile> places) {
    this.index = index;
    this.shards = shards;
    this.places = places;
  }

  /** The names of the files that an index speaks of, which lie beside it. */
  static Set<String> shardNames(String indexPath, JsonNode index) {
    return new TreeSet<>(weightMap(indexPath, index).values());
  }

  /**
   * Opens all shards and checks that each holds what the index says.
   *
   * @param folder where the index and its shards lie
   * @param indexName relative to the folder
   */
  static ShardedTensors open(StoredFolder folder, String indexName) {
    String indexPath = folder.describe(indexName);
    Map<String, String> weightMap = weightMap(indexPath, folder.json(indexName));
    Map<String, SafetensorsFile> files = new TreeMap<>();
    List<SafetensorsFile> shards = new ArrayList<>();
    try {
      for (String shard : new TreeSet<>(weightMap.values())) {
        SafetensorsFile file = folder.tensors(WeightFiles.sibling(indexName, shard));
        shards.add(file);
        files.put(shard, file);
      }
      return new ShardedTensors(indexPath, shards, places(indexPath, weightMap, files));
    } catch (RuntimeException e) {
      shards.forEach(SafetensorsFile::close);
      throw e;
    }
  }

  private static Map<String, String> weightMap(String indexPath, JsonNode index) {
    JsonNode map = index.path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw LatentmillException.model("Cannot read %s: it has no weight_map", indexPath);
    }
    Map<String, String> weightMap = new LinkedHashMap<>();
    map.fields()
        .forEachRemaining(
            field ->
                weightMap.put(
                    field.getKey(), checkedName(indexPath, field.getKey(), field.getValue())));
    return weightMap;
  }

  /** An index must not lead out of its folder, nor to a file of another kind. */
  private static String checkedName(String indexPath, String tensor, JsonNode value) {
    String shard = value.asText();
    if (!value.isTextual() || !shard.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*\\.safetensors")) {
      throw LatentmillException.model(
          "Cannot read tensor %s of %s: %s is not the name of a safetensors file beside it",
          tensor, indexPath, value);
    }
    return shard;
  }

  /** In the order of the shards and of the data in each, not of the index. */
  private static Map<String, SafetensorsFile> places(
      String indexPath, Map<String, String> weightMap, Map<String, SafetensorsFile> files) {
    weightMap.forEach(
        (name, shard) -> {
          if (!files.get(shard).has(name)) {
            throw LatentmillException.model(
                "Cannot read tensor %s of %s: %s does not hold it",
                name, indexPath, files.get(shard).describe());
          }
        });
    Map<String, SafetensorsFile> places = new LinkedHashMap<>();
    files.forEach(
        (shard, file) ->
            file.names().stream()
                .filter(name -> shard.equals(weightMap.get(name)))
                .forEach(name -> places.put(name, file)));
    return places;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(places.keySet());
  }

  @Override
  public TensorInfo info(String name) {
    return place(name).info(name);
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    place(name).read(name, offset, target);
  }

  private SafetensorsFile place(String name) {
    SafetensorsFile file = places.get(name);
    if (file == null) {
      throw LatentmillException.model(
          "Cannot read tensor %s of %s: there is none of that name", name, index);
    }
    return file;
  }

  @Override
  public String describe() {
    return index;
  }

  @Override
  public void close() {
    shards.forEach(SafetensorsFile::close);
  }
}
