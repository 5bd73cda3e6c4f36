// SPDX-License-Identifier: GPL-2.0-or-later
// Exceptions: the unwinder of the language at work, with what it calls on the way.
#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

static volatile unsigned int sink;

struct Counter {
	~Counter() { sink = sink + 1; }
};

__attribute__((noinline)) static int throwing(unsigned int depth, const std::string &text)
{
	Counter counter;

	if (!depth)
		throw std::runtime_error(text);
	return throwing(depth - 1, text + "x") + 1;
}

__attribute__((noinline)) static unsigned int sorting(unsigned int n)
{
	std::map<std::string, unsigned int> names;
	std::vector<std::string> order;

	for (unsigned int i = 0; i < n; i++)
		names[std::to_string(i * 2654435761u)] += i;
	for (const auto &name : names)
		order.push_back(name.first);
	std::sort(order.begin(), order.end(),
		  [](const std::string &a, const std::string &b) { return a.size() < b.size(); });
	return order.size();
}

int main()
{
	std::function<void(unsigned int)> work = [](unsigned int n) {
		try {
			sink = sink + throwing(n % 12, "thrown");
		} catch (const std::exception &e) {
			sink = sink + e.what()[0];
		}
		sink = sink + sorting(n % 100);
	};

	for (unsigned int n = 0;; n++)
		work(n);
}
