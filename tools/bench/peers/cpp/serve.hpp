// Lines of JSON in, lines of JSON out; the process times itself. See peer-process.ts for the format.
#pragma once

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <set>
#include <sstream>
#include <string>

using Json = nlohmann::json;
/** Runs a workload once and returns a number that all peers must agree on. */
using Run = std::function<double()>;

/** Calls `run` for about `slice_ms`, in groups of growing size, so that short calls are not timed one by one. */
inline double microseconds(const Run& run, double slice_ms) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  double elapsed = 0;
  int64_t calls = 0;
  for (int64_t group = 1; elapsed < slice_ms; group *= 2) {
    const auto most = calls == 0 ? 1 : std::max<int64_t>(1, std::ceil(calls * (slice_ms - elapsed) / elapsed));
    const auto count = std::min(group, most);
    for (int64_t call = 0; call < count; call++) run();
    calls += count;
    elapsed = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  }
  return 1000 * elapsed / calls;
}

/** The file names of the loaded BLAS; libblas.so.3 may be a link to any. */
inline std::string blas() {
  std::ifstream maps("/proc/self/maps");
  std::set<std::string> names;
  for (std::string line; std::getline(maps, line);) {
    const auto name = line.substr(line.find_last_of('/') + 1);
    if (name.find("libopenblas") != std::string::npos || name.find("libmkl_rt") != std::string::npos) names.insert(name);
  }
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  return all.empty() ? "unknown" : all;
}

inline void answer(const Json& json) { std::cout << json.dump() << std::endl; }

/** Answers requests until the input ends. */
inline int serve(const std::string& runs_on, const std::function<Run(const Json& workload)>& prepare) {
  Run run;
  for (std::string line; std::getline(std::cin, line);) {
    try {
      const auto request = Json::parse(line);
      if (request.contains("measure")) {
        answer({{"microseconds", microseconds(run, request["measure"])}});
        continue;
      }
      run = prepare(request["prepare"]);
      run();
      run();
      const double check = run();
      microseconds(run, 400);
      answer({{"check", check}, {"runsOn", runs_on + blas()}});
    } catch (const std::exception& error) {
      const std::string message = error.what();
      answer({{"missing", message.substr(0, message.find('\n'))}});
    }
  }
  return 0;
}

[[noreturn]] inline void unsupported(const Json& workload) {
  throw std::invalid_argument("it has no " + workload["kind"].get<std::string>());
}
