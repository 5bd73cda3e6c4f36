// SPDX-License-Identifier: GPL-2.0-or-later
// C++ names of many shapes: templates, overloads, operators, lambdas.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace geometry {

template <typename T, int N> struct point {
	T at[N];

	__attribute__((noinline)) bool operator<(const point &other) const
	{
		return std::lexicographical_compare(at, at + N, other.at, other.at + N);
	}
};

template <typename T> __attribute__((noinline)) T mixed(T x)
{
	for (int i = 0; i < 200; i++)
		x = x * T(1664525) + T(1013904223);
	return x;
}

class world {
public:
	__attribute__((noinline)) void fill(unsigned int n);
	__attribute__((noinline)) double walk(const std::function<double(double)> &step) const;

private:
	std::map<std::string, std::vector<point<unsigned int, 3>>> named;
};

void world::fill(unsigned int n)
{
	named.clear();
	for (unsigned int i = 0; i < n; i++) {
		unsigned int x = mixed<unsigned int>(i);
		auto &points = named["name " + std::to_string(x % 97)];

		points.push_back({{x, x >> 8, x >> 16}});
		std::sort(points.begin(), points.end());
	}
}

double world::walk(const std::function<double(double)> &step) const
{
	double sum = 0;

	for (const auto &[name, points] : named)
		for (const auto &point : points)
			sum += step(mixed<double>(point.at[0] % 3));
	return sum;
}

} // namespace geometry

int main()
{
	geometry::world world;
	volatile double sink = 0;

	for (;;) {
		world.fill(1000);
		sink = sink + world.walk([](double x) { return geometry::mixed<double>(x); });
	}
}
