# ruff: noqa: PTH101, PTH104, PTH115, PTH116, PTH123, PTH208, PTH211
"""What hostile code tries. Each function gets the scene, and returns something true if it got what it wanted.

They run twice: in an ordinary process, where each must succeed, and in a worker, where none may.
"""

import ctypes
import fcntl
import gc
import mmap
import os
import platform
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path
from typing import Any

from agentlite.sandbox import inside

Scene = dict[str, Any]
LIBC = ctypes.CDLL(None, use_errno=True)
MIB = 1 << 20
ARM = platform.machine() == "aarch64"


def syscall(x86: int, arm: int, *arguments: Any) -> int:
    passed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = LIBC.syscall(ctypes.c_long(arm if ARM else x86), *passed)
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def checked(result: int) -> bool:
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return True


# Files: `scene["secret"]` is a file outside every grant, `open` a folder granted for writing, `shelf` one for reading.


def read_a_secret(scene: Scene) -> str:
    return Path(scene["secret"]).read_text()


def read_by_dots(scene: Scene) -> str:
    return Path(scene["open"], "..", "outside", "secret").read_text()


def read_through_a_planted_link(scene: Scene) -> str:
    return Path(scene["open"], "link").read_text()


def read_through_a_planted_link_to_a_folder(scene: Scene) -> str:
    return Path(scene["shelf"], "linked", "secret").read_text()


def read_after_chdir(scene: Scene) -> str:
    os.chdir(Path(scene["secret"]).parent)
    return Path("secret").read_text()


def read_by_raw_system_call(scene: Scene) -> bytes:
    number = syscall(257, 56, -100, scene["secret"].encode(), os.O_RDONLY, 0)
    return os.read(number, 100)


def read_from_a_folder_descriptor(scene: Scene) -> bytes:
    folder = os.open(scene["open"], os.O_RDONLY)
    return os.read(os.open("../outside/secret", os.O_RDONLY, dir_fd=folder), 100)


def list_outside(scene: Scene) -> list[str]:
    return os.listdir(Path(scene["secret"]).parent)


def see_a_name(scene: Scene) -> bool:
    return os.stat(scene["secret"]).st_size > 0


def write_outside(scene: Scene) -> bool:
    Path(scene["outside"], "planted").write_text("x")
    return True


def append_outside(scene: Scene) -> int:
    with open(scene["prey"], "a") as file:
        return file.write("x")


def cut_a_file(scene: Scene) -> bool:
    os.truncate(scene["prey"], 1)
    return True


def cut_a_file_opened_for_reading(scene: Scene) -> bool:
    page = Path(scene["shelf"], "page")
    page_size = page.stat().st_size
    os.close(os.open(page, os.O_RDONLY | os.O_TRUNC))
    return page.stat().st_size < page_size


def write_what_may_be_read(scene: Scene) -> bool:
    Path(scene["shelf"], "new").write_text("x")
    return True


def overwrite_what_may_be_read(scene: Scene) -> int:
    with open(Path(scene["shelf"], "page2"), "r+") as file:
        return file.write("y")


def delete_outside(scene: Scene) -> bool:
    Path(scene["outside"], "doomed").unlink()
    return True


def make_a_folder_outside(scene: Scene) -> bool:
    Path(scene["outside"], "folder").mkdir()
    return True


def move_out(scene: Scene) -> bool:
    Path(scene["open"], "mine").write_text("x")
    os.rename(Path(scene["open"], "mine"), Path(scene["outside"], "mine"))
    return True


def move_in(scene: Scene) -> str:
    os.rename(Path(scene["outside"], "movable"), Path(scene["open"], "moved"))
    return Path(scene["open"], "moved").read_text()


def link_in(scene: Scene) -> str:
    os.link(scene["secret"], Path(scene["open"], "hard"))
    return Path(scene["open"], "hard").read_text()


def make_a_symbolic_link(scene: Scene) -> str:
    os.symlink(scene["secret"], Path(scene["open"], "soft"))
    return os.readlink(Path(scene["open"], "soft"))


def make_a_pipe_file(scene: Scene) -> bool:
    os.mkfifo(Path(scene["open"], "fifo"))
    return True


def change_modes(scene: Scene) -> bool:
    os.chmod(scene["prey"], 0o777)
    return True


def change_owner(scene: Scene) -> bool:
    os.chown(scene["prey"], os.getuid(), os.getgid())
    return True


def change_times(scene: Scene) -> bool:
    os.utime(scene["prey"], (1, 1))
    return True


def set_attributes(scene: Scene) -> bool:
    os.setxattr(scene["prey"], "user.x", b"1")
    return True


def win_a_race(scene: Scene) -> str:
    """Somebody swaps a folder for a link to the secret all the time: read between any check and use."""
    end = time.monotonic() + scene["race_seconds"]
    while time.monotonic() < end:
        try:
            if text := Path(scene["open"], "swapped", "secret").read_text():
                return text
        except OSError:
            continue
    return ""


def read_own_environment_file(scene: Scene) -> bytes:
    return Path("/proc/self/environ").read_bytes() or b"empty"


def read_environment_of_the_starter(scene: Scene) -> bytes:
    return Path(f"/proc/{scene['starter']}/environ").read_bytes()


def read_command_lines(scene: Scene) -> bytes:
    return Path(f"/proc/{scene['starter']}/cmdline").read_bytes()


def read_by_proc_root(scene: Scene) -> str:
    return Path("/proc/self/root" + scene["secret"]).read_text()


def write_own_memory_file(scene: Scene) -> bool:
    os.close(os.open("/proc/self/mem", os.O_RDWR))
    return True


def use_shared_memory_folder(scene: Scene) -> bool:
    path = Path("/dev/shm", f"agentlite-attack-{os.getpid()}")
    path.write_text("x")
    path.unlink()
    return True


def use_the_temporary_folder(scene: Scene) -> bool:
    path = Path("/var/tmp", f"agentlite-attack-{os.getpid()}")
    path.write_text("x")
    path.unlink()
    return True


def read_inherited_files(scene: Scene) -> str:
    for number in range(4, 512):
        try:
            if b"canary" in (found := os.pread(number, 100, 0)):
                return found.decode()
        except OSError:
            continue
    return ""


# The network: `scene["tcp"]` and `udp` are ports of servers on loopback, `unix` and `abstract` names of local ones.


def connect(scene: Scene) -> bytes:
    with socket.create_connection(("127.0.0.1", scene["tcp"]), 1) as connection:
        return connection.recv(10)


def connect_by_ipv6(scene: Scene) -> bool:
    with socket.socket(socket.AF_INET6) as made:
        return made.connect_ex(("::1", scene["tcp"])) in (0, 111)


def send_a_datagram(scene: Scene) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        return made.sendto(b"x", ("127.0.0.1", scene["udp"]))


def listen(scene: Scene) -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def connect_to_a_local_socket(scene: Scene) -> bytes:
    with socket.socket(socket.AF_UNIX) as made:
        made.connect(scene["unix"])
        return made.recv(10)


def connect_to_an_abstract_socket(scene: Scene) -> bytes:
    with socket.socket(socket.AF_UNIX) as made:
        made.connect("\0" + scene["abstract"])
        return made.recv(10)


def send_to_a_local_datagram_socket(scene: Scene) -> int:
    ours, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return ours.sendto(b"x", scene["datagrams"])


def send_with_a_message_header(scene: Scene) -> int:
    ours, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    return ours.sendmsg([b"x"])


def pass_descriptors(scene: Scene) -> bool:
    ours, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    return bool(socket.send_fds(ours, [b"x"], [0]))


def ask_netlink(scene: Scene) -> bool:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW) as made:
        made.bind((0, 0))
        return True


def resolve_a_name(scene: Scene) -> bool:
    return bool(socket.getaddrinfo("localhost", 80))


def use_io_uring(scene: Scene) -> bool:
    return syscall(425, 425, 4, (ctypes.c_char * 120)()) > 0


# Processes: `scene["victim"]` is the id of a process of the same user, `starter` of one that must not be touched.


def fork(scene: Scene) -> int:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return pid


def fork_many(scene: Scene) -> int:
    made = 0
    for _ in range(30):
        if os.fork() == 0:
            time.sleep(0.2)
            os._exit(0)
        made += 1
    return made


def leave_a_daemon(scene: Scene) -> bool:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(0.3)
        os._exit(0)
    return True


def run_a_program(scene: Scene) -> bool:
    return subprocess.run(["/bin/true"], check=True).returncode == 0


def spawn_a_program(scene: Scene) -> int:
    return os.posix_spawn("/bin/true", ["true"], {})


def become_a_program(scene: Scene) -> bool:
    try:
        os.execv("/nowhere/at/all", ["x"])
    except FileNotFoundError:
        return True


def run_a_shell(scene: Scene) -> bool:
    return os.system("exit 0") == 0


def start_a_thread(scene: Scene) -> bool:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    return True


def start_many_threads(scene: Scene) -> int:
    threading.stack_size(64 << 10)
    threads = [threading.Thread(target=time.sleep, args=(0.1,)) for _ in range(100)]
    for thread in threads:
        thread.start()
    return len(threads)


def signal_a_neighbour(scene: Scene) -> bool:
    os.kill(scene["victim"], signal.SIGCONT)
    return True


def stop_the_starter(scene: Scene) -> bool:
    os.kill(scene["starter"], 0)
    return True


def signal_the_process_above(scene: Scene) -> bool:
    os.kill(os.getppid(), 0)
    return True


def signal_everybody(scene: Scene) -> bool:
    os.killpg(0, signal.SIGCONT)
    return True


def signal_by_descriptor(scene: Scene) -> bool:
    signal.pidfd_send_signal(os.pidfd_open(scene["victim"]), 0)
    return True


def trace_a_neighbour(scene: Scene) -> bool:
    attached = checked(LIBC.ptrace(16, scene["victim"], None, None))
    os.waitpid(scene["victim"], 0x40000000)
    LIBC.ptrace(17, scene["victim"], None, None)
    return attached


def be_traced(scene: Scene) -> bool:
    return checked(LIBC.ptrace(0, 0, None, None))


def read_memory_of_a_neighbour(scene: Scene) -> bool:
    mine, size = ctypes.create_string_buffer(8), ctypes.c_size_t(8)
    local = (ctypes.c_void_p * 2)(ctypes.addressof(mine), 8)
    remote = (ctypes.c_void_p * 2)(scene["victim_address"], 8)
    return syscall(310, 270, scene["victim"], local, 1, remote, 1, 0) == size.value


def take_a_descriptor_of_a_neighbour(scene: Scene) -> bool:
    return syscall(438, 438, os.pidfd_open(scene["victim"]), 0, 0) >= 0


def change_limits_of_a_neighbour(scene: Scene) -> bool:
    hard = resource.prlimit(scene["victim"], resource.RLIMIT_CORE)[1]
    resource.prlimit(scene["victim"], resource.RLIMIT_CORE, (0, hard))
    return True


def slow_a_neighbour(scene: Scene) -> bool:
    os.setpriority(os.PRIO_PROCESS, scene["victim"], 1)
    return True


# Memory, time and size: the worker has 64 MiB, one second of processor time, and a tenth of a second to answer.


def fill_memory_with_bytes(scene: Scene) -> int:
    return len(bytearray(200 * MIB))


def fill_memory_with_text(scene: Scene) -> int:
    return len("x" * (200 * MIB))


def map_memory(scene: Scene) -> bool:
    with mmap.mmap(-1, 200 * MIB) as mapped:
        mapped[-1] = 1
        return True


def make_a_file_in_memory(scene: Scene) -> int:
    made = os.memfd_create("x")
    return os.write(made, b"x" * MIB)


def share_memory(scene: Scene) -> bool:
    made = syscall(29, 194, 0, MIB, 0o1600)
    syscall(31, 195, made, 0, None)
    return made >= 0


def widen_pipes(scene: Scene) -> bool:
    _, end = os.pipe()
    return fcntl.fcntl(end, 1031, 1 << 18) >= 1 << 18


def open_many_pipes(scene: Scene) -> int:
    return len([os.pipe() for _ in range(100)])


def blow_up_compressed_data(scene: Scene) -> int:
    packed = zlib.compressobj()
    small = b"".join(packed.compress(bytes(MIB)) for _ in range(200)) + packed.flush()
    return len(zlib.decompress(small))


def lock_memory(scene: Scene) -> bool:
    buffer = ctypes.create_string_buffer(4096)
    return checked(LIBC.mlock(buffer, 4096))


def raise_own_limits(scene: Scene) -> bool:
    resource.setrlimit(resource.RLIMIT_NOFILE, resource.getrlimit(resource.RLIMIT_NOFILE))
    return True


def outstay(scene: Scene) -> bool:
    time.sleep(0.4)
    return True


def outstay_deaf_to_signals(scene: Scene) -> bool:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGALRM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(0.4)
    return True


def block_every_signal(scene: Scene) -> bool:
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    time.sleep(0.4)
    return True


def loop(scene: Scene) -> bool:
    end = time.process_time() + 0.4
    while time.process_time() < end:
        pass
    return True


def match_a_hard_pattern(scene: Scene) -> bool:
    return re.match(r"(a+)+$", "a" * 24 + "b") is None


def compute_a_huge_number(scene: Scene) -> bool:
    return (7**3_000_000) % 10**5 > 0


def flood_the_answer(scene: Scene) -> str:
    return "x" * (4 * MIB)


def flood_with_many_values(scene: Scene) -> list[int]:
    return list(range(300_000))


def write_a_large_file(scene: Scene) -> int:
    path = Path(scene["open"], "large")
    size = path.write_bytes(bytes(4 * MIB))
    path.unlink()
    return size


def make_a_sparse_file(scene: Scene) -> bool:
    path = Path(scene["open"], "sparse")
    path.touch()
    with path.open("r+") as file:
        file.truncate(1 << 32)
    path.unlink()
    return True


# The kernel


def leave_to_new_namespaces(scene: Scene) -> bool:
    return checked(LIBC.unshare(0x10000000))


def get_rights_in_a_new_namespace(scene: Scene) -> bool:
    return checked(LIBC.unshare(0x10020000)) and checked(LIBC.mount(b"x", b"/tmp", b"tmpfs", 0, None))


def change_the_root(scene: Scene) -> bool:
    return checked(LIBC.unshare(0x10000000)) and checked(LIBC.chroot(b"/"))


def add_a_key(scene: Scene) -> bool:
    return syscall(250, 219, 0, -3, 1) >= 0


def watch_page_faults(scene: Scene) -> bool:
    return syscall(323, 282, 1) >= 0


def use_a_32_bit_call(scene: Scene) -> bool:
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20 (getpid); int 0x80; ret
    function = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    return function() > 0


def change_personality(scene: Scene) -> bool:
    return LIBC.personality(0x0040000) != -1


def become_dumpable(scene: Scene) -> bool:
    return checked(LIBC.prctl(4, 1, 0, 0, 0))


def survive_the_starter(scene: Scene) -> bool:
    return checked(LIBC.prctl(1, 0, 0, 0, 0))


def watch_files(scene: Scene) -> bool:
    return checked(LIBC.inotify_init1(0))


def adopt_orphans(scene: Scene) -> bool:
    return checked(LIBC.prctl(36, 1, 0, 0, 0))


def copy_by_name(scene: Scene) -> str:
    return Path(shutil.copyfile(scene["secret"], Path(scene["open"], "copy"))).read_text()


# Programs: a tool may start one program, once; what that program tries.


def _in_a_program(scene: Scene, code: str) -> bool:
    """Whether `code` comes to its end, or prints "won", in the program that may be started; or never even begins."""
    told = ("-I", "-S", "-c", f"import os, sys\nprint('begun', flush=True)\n{code}\nprint('won')")
    if scene.get("walled"):
        said = inside.run(scene["program"], *told).text
    else:
        command = [scene["program"], *told]
        said = subprocess.run(command, capture_output=True, text=True, check=False, close_fds=False).stdout
    return "won" in said or "begun" not in said


def fork_in_a_program(scene: Scene) -> bool:
    return _in_a_program(scene, "os.fork() or os._exit(0)")


def fork_many_in_a_program(scene: Scene) -> bool:
    return _in_a_program(scene, "import time\nfor _ in range(30): os.fork() or (time.sleep(0.2), os._exit(0))")


def leave_a_daemon_from_a_program(scene: Scene) -> bool:
    code = "if os.fork() == 0:\n    os.setsid()\n    os.fork() or __import__('time').sleep(0.3)\n    os._exit(0)"
    return _in_a_program(scene, code)


def lead_a_session_in_a_program(scene: Scene) -> bool:
    return _in_a_program(scene, "os.setsid() if os.getsid(0) != os.getpid() else 0")


def spawn_from_a_program(scene: Scene) -> bool:
    return _in_a_program(scene, "os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)")


def become_another_program(scene: Scene) -> bool:
    return _in_a_program(scene, "os.execv('/bin/echo', ['echo', 'won'])")


def become_the_same_program_again(scene: Scene) -> bool:
    return _in_a_program(scene, f"os.execv({scene['program']!r}, ['x', '-I', '-S', '-c', 'print(\"won\")'])")


def become_a_program_by_the_loader(scene: Scene) -> bool:
    code = "import glob\nloader = glob.glob('/lib*/ld-linux*')[0]\nos.execv(loader, ['ld', '/bin/echo', 'won'])"
    return _in_a_program(scene, code)


def become_a_program_in_memory(scene: Scene) -> bool:
    code = "f = os.memfd_create('x')\nos.write(f, open('/bin/echo', 'rb').read())\nos.execve(f, ['echo', 'won'], {})"
    return _in_a_program(scene, code)


def become_a_program_by_descriptor(scene: Scene) -> bool:
    code = f"""
import ctypes
there = os.open({scene["program"]!r}, os.O_RDONLY)
told = (ctypes.c_char_p * 6)(b'x', b'-I', b'-S', b'-c', b'print("won")', None)
ctypes.CDLL(None).syscall(ctypes.c_long({281 if ARM else 322}), there, b'', told, None, 0x1000)
sys.exit(1)"""
    return _in_a_program(scene, code)


def become_a_program_with_a_guess(scene: Scene) -> bool:
    code = f"""
import ctypes
told = (ctypes.c_char_p * 6)(b'x', b'-I', b'-S', b'-c', b'print("won")', None)
for guess in (0, 1, -1, 2**63 - 1):
    guessed = [ctypes.c_long(guess)] * 3
    ctypes.CDLL(None).syscall(ctypes.c_long({221 if ARM else 59}), {scene["program"].encode()!r}, told, None, *guessed)
sys.exit(1)"""
    return _in_a_program(scene, code)


def read_a_secret_in_a_program(scene: Scene) -> bool:
    return _in_a_program(scene, f"print('won' if open({scene['secret']!r}).read() else 0)\nsys.exit()")


def connect_from_a_program(scene: Scene) -> bool:
    return _in_a_program(scene, f"import socket\nsocket.create_connection(('127.0.0.1', {scene['tcp']}), 1)")


def signal_the_starter_from_a_program(scene: Scene) -> bool:
    return _in_a_program(scene, f"os.kill({scene['starter']}, 0)")


def signal_the_process_above_from_a_program(scene: Scene) -> bool:
    return _in_a_program(scene, "os.kill(os.getppid(), 0)")


def raise_the_limits_of_a_program(scene: Scene) -> bool:
    return _in_a_program(scene, "import resource as r\nr.setrlimit(r.RLIMIT_CPU, r.getrlimit(r.RLIMIT_CPU))")


def fill_memory_in_a_program(scene: Scene) -> bool:
    return _in_a_program(scene, "bytearray(300 << 20)")


def read_files_inherited_by_a_program(scene: Scene) -> bool:
    code = (
        "import contextlib\nfor n in range(3, 256):\n    with contextlib.suppress(OSError): os.fstat(n); print('won')"
    )
    return _in_a_program(scene, code + "\nsys.exit()")


def run_two_programs(scene: Scene) -> bool:
    return _in_a_program(scene, "sys.exit()") or _in_a_program(scene, "")


# What is left lying about


def read_the_environment(scene: Scene) -> str:
    return os.environ.get("AGENTLITE_CANARY", "")


def find_secrets_in_memory(scene: Scene) -> bool:
    found = [o for o in gc.get_objects() if isinstance(o, dict) and o.get("planted") == "canary" and o is not scene]
    return bool(found)


def read_the_arguments_of_the_program(scene: Scene) -> str:
    return " ".join(sys.argv) if "canary" in " ".join(sys.argv) else ""


def look_at_the_callers_frames(scene: Scene) -> bool:
    frame = sys._getframe()
    while frame:
        if "canary_in_a_frame" in frame.f_locals:
            return True
        frame = frame.f_back
    return False
