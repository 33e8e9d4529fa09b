package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A view that shows tensors of another source under other names, reshaped, cut or transposed on the
 * way. Nothing is read before it is asked for. Closing the view closes the source.
 */
final class MappedTensors implements TensorSource {

  /**
   * One tensor of the view.
   *
   * @param info as the view shows it
   * @param source the name of the tensor it comes from
   * @param offset of its first byte in there
   * @param transposed whether the source's matrix [m, n] is shown as [n, m]
   */
  record View(TensorInfo info, String source, long offset, boolean transposed) {
    /** The same elements under another name and shape. */
    static View of(TensorInfo source, String name, long... shape) {
      return new View(source.as(name, shape), source.name(), 0, false);
    }

    /** The same tensor under another name. */
    static View renamed(TensorInfo source, String name) {
      return of(source, name, source.shape());
    }

    /** One of several equal parts along the first dimension. */
    static View part(TensorInfo source, String name, int part, int parts) {
      long[] shape = source.shape().clone();
      if (shape.length == 0 || shape[0] % parts != 0) {
        throw LatentmillException.model("Cannot cut tensor %s into %d parts", source, parts);
      }
      shape[0] /= parts;
      TensorInfo info = source.as(name, shape);
      return new View(info, source.name(), part * info.bytes(), false);
    }

    /** A matrix, transposed. */
    static View transposed(TensorInfo source, String name) {
      if (source.shape().length != 2) {
        throw LatentmillException.model("Cannot transpose tensor %s: it is no matrix", source);
      }
      TensorInfo info = source.as(name, source.shape()[1], source.shape()[0]);
      return new View(info, source.name(), 0, true);
    }
  }

  private final TensorSource source;
  private final Map<String, View> views;

  private MappedTensors(TensorSource source, Map<String, View> views) {
    this.source = source;
    this.views = views;
  }

  /**
   * A view of a source.
   *
   * @throws LatentmillException (model) when two tensors would get one name
   */
  static TensorSource of(TensorSource source, List<View> views) {
    Map<String, View> byName = new LinkedHashMap<>();
    for (View view : views) {
      View other = byName.putIfAbsent(view.info().name(), view);
      if (other != null) {
        throw LatentmillException.model(
            "Cannot read tensor %s in %s: both %s and %s stand for it",
            view.info().name(), source.describe(), other.source(), view.source());
      }
    }
    return new MappedTensors(source, byName);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(views.keySet());
  }

  @Override
  public TensorInfo info(String name) {
    return view(name).info();
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    View view = view(name);
    if (view.transposed()) {
      readTransposed(view, offset, target);
    } else {
      source.read(view.source(), view.offset() + offset, target);
    }
  }

  /** Reads the whole matrix, which is small (a projection), to pick out what was asked for. */
  private void readTransposed(View view, long offset, ByteBuffer target) {
    ByteBuffer matrix = source.read(view.source());
    int elementBytes = view.info().dtype().bytes();
    int rows = (int) view.info().shape()[0];
    int columns = (int) view.info().shape()[1];
    while (target.hasRemaining()) {
      int element = (int) (offset / elementBytes);
      int origin = (element % columns) * rows + element / columns;
      target.put(matrix.get(origin * elementBytes + (int) (offset % elementBytes)));
      offset++;
    }
  }

  private View view(String name) {
    View view = views.get(name);
    if (view == null) {
      throw LatentmillException.model(
          "Cannot read tensor %s in %s: there is none of that name", name, describe());
    }
    return view;
  }

  @Override
  public String describe() {
    return source.describe();
  }

  @Override
  public void close() {
    source.close();
  }
}
