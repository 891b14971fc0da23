# SPDX-License-Identifier: BSD-3-Clause
# Words for the guest's shell: cards and programs in the background. Sourced.

# The folder of the program in the background.
P=/tmp/program

# bind_to DRIVER ADDRESS...: give devices to a driver of the kernel.
bind_to() {
	driver=$1
	shift
	for address; do
		device=/sys/bus/pci/devices/$address
		echo "$driver" >"$device/driver_override"
		[ ! -e "$device/driver" ] || echo "$address" >"$device/driver/unbind"
		echo "$address" >/sys/bus/pci/drivers_probe
		[ -e "$device/driver" ] || {
			echo "$address is not on $driver"
			return 1
		}
	done
}

# group ADDRESS: the number of its group.
group() {
	basename "$(readlink "/sys/bus/pci/devices/$1/iommu_group")"
}

# give USER ADDRESS...: whose the devices are.
give() {
	user=$1
	shift
	for address; do
		chown "$user" "/dev/vfio/$(group "$address")"
	done
}

LOCKED=262144 # KiB that an ordinary user may lock

# start USER COMMAND...: in the background; see await and finish. It never
# comes to the end of its input.
start() {
	user=$1
	shift
	rm -rf $P
	mkdir -m 777 $P
	mkfifo -m 666 $P/in
	echo "$@" >$P/command
	(
		[ "$user" = root ] || ulimit -l "$LOCKED"
		su "$user" -s /bin/sh -c "echo \$\$ >$P/pid
			exec $* <>$P/in" >$P/out 2>&1
		echo $? >$P/code
	) &
}

# await PATTERN: until the program has printed that; 1 if it ended without.
await() {
	until grep -q "$1" $P/out 2>/dev/null; do
		if [ -e $P/code ]; then
			grep -q "$1" $P/out && return 0
			cat $P/out
			return 1
		fi
		usleep 20000
	done
}

# ended: wait until it has; print what it said, its exit code is ours.
ended() {
	until [ -e $P/code ]; do
		usleep 20000
	done
	cat $P/out
	echo
	return "$(cat $P/code)"
}

# finish [SIGNAL]: end it.
finish() {
	[ -e $P/code ] ||
		kill "-${1:-INT}" "$(cat $P/pid)"
	ended
}

# clean: no program is left.
clean() {
	[ ! -e $P/pid ] || finish KILL >/dev/null
	rm -rf $P
}
