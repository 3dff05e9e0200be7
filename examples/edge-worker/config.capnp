using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = (
    compatibilityDate = "2026-11-17",
    modules = [
      (name = "worker", esModule = embed "dist/worker.js"),
      (name = "model.wasm", wasm = embed "dist/model.wasm"),
      (name = "weights.bin", data = embed "dist/weights.bin"),
    ],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:8080", http = (), service = "main")],
);
