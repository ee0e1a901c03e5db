"""What a child costs a center by age and quality: rooms, staff, shared cost, coverage."""

from research.models.quality_cost.cost import AgeCost, CenterCost, build_center
from research.models.quality_cost.detail import RoomDetail, WorkerDetail
from research.models.quality_cost.model import CenterModel, has_rooms, read_center
from research.models.quality_cost.ranges import (
    AllocationRange,
    DrawnAge,
    costs_of,
    joint_range,
    over_allocations,
)
from research.models.quality_cost.revenue import Coverage
from research.models.quality_cost.shape import Allocation

__all__ = [
    "AgeCost",
    "Allocation",
    "AllocationRange",
    "CenterCost",
    "CenterModel",
    "Coverage",
    "DrawnAge",
    "RoomDetail",
    "WorkerDetail",
    "build_center",
    "costs_of",
    "has_rooms",
    "joint_range",
    "over_allocations",
    "read_center",
]
